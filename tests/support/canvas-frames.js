// Frames run when asked for: no drawing waits for the beat of a screen, neither ours nor Leaflet's.
(() => {
  let waiting = [];
  let last = 0;
  window.requestAnimationFrame = (work) => {
    waiting.push([(last += 1), work]);
    return last;
  };
  window.cancelAnimationFrame = (id) => {
    waiting = waiting.filter(([held]) => held !== id);
  };
  window.runFrames = () => {
    while (waiting.length) {
      const [, work] = waiting.shift();
      work(performance.now());
    }
  };
})();
