// Pages to be printed: the button opens the print window. Without script it stays hidden, and the browser's own menu does it.
const button = document.querySelector('[data-prints]');
button.hidden = false;
button.addEventListener('click', () => window.print());
