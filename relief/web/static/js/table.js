// Tables: sorted by the head, with mouse or keyboard; 待核 stays last whichever way.
import { element } from "./words.js";

function key(cell, kind) {
  const said = [cell.dataset.sortValue, cell.dataset.value].find((value) => value !== undefined);
  const text = said !== undefined ? said : cell.textContent.trim();
  if (kind !== "number") return text;
  const digits = text.replace(/[^\d.-]/g, "");
  return digits === "" ? "" : Number(digits);
}

function cellAt(row, index) {
  let at = 0;
  for (const cell of row.cells) {
    if (index < at + cell.colSpan) return cell;
    at += cell.colSpan;
  }
  return row.cells[row.cells.length - 1];
}

function sortBy(table, head, descending) {
  const index = head.cellIndex;
  const kind = head.dataset.sort || (head.classList.contains("num") ? "number" : "text");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, order) => ({ row, order, value: key(cellAt(row, index), kind) }));
  rows.sort((a, b) => {
    if (a.value === "" || b.value === "") return (a.value === "") - (b.value === "") || a.order - b.order;
    const apart = kind === "number" ? a.value - b.value : a.value.localeCompare(b.value, document.documentElement.lang);
    return (descending ? -apart : apart) || a.order - b.order;
  });
  body.append(...rows.map((held) => held.row));
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", descending ? "descending" : "ascending");
  table.dataset.sorted = `${index} ${descending ? "down" : "up"}`;
}

export function makeSortable(table, sorted = "") {
  const heads = table.tHead ? table.tHead.rows[table.tHead.rows.length - 1].cells : [];
  for (const head of heads) {
    if (head.querySelector("button") || !head.textContent.trim() || head.dataset.sort === "none") continue;
    const button = element("button", { type: "button" });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      // A number is looked for from its largest, a name from its first.
      const now = head.getAttribute("aria-sort");
      const first = head.classList.contains("num") ? "descending" : "ascending";
      sortBy(table, head, now ? now === "ascending" : first === "descending");
    });
  }
  const [index, way] = sorted.split(" ");
  if (index && heads[index]) sortBy(table, heads[index], way === "down");
}

export function startTables(root = document) {
  for (const table of root.querySelectorAll("table[data-sortable]")) makeSortable(table);
}
