// Words that would lie over each other are hidden until the reader comes nearer: zones and the
// epicentre first, then the townships in their order.
window.addEventListener("load", function () {
  var map = window["MAP_NAME"];
  function apart(a, b) {
    return a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  }
  function settle() {
    var shown = [];
    [".zone", ".epicentre", ".name"].forEach(function (kind) {
      document.querySelectorAll(kind).forEach(function (word) {
        var box = word.getBoundingClientRect();
        var free = shown.every(function (other) { return apart(box, other); });
        word.style.visibility = free ? "visible" : "hidden";
        if (free) shown.push(box);
      });
    });
  }
  function soon() { window.requestAnimationFrame(settle); }
  map.on("zoomend moveend overlayadd overlayremove baselayerchange resize", soon);
  settle();
});
