// The grid of deposits: Enter and the arrows go from amount to amount, and the sum of the grid is shown while it is typed.
(() => {
  const inGrid = (target) => target.closest?.('form')?.querySelector('.pay-total');

  function minor(text, digits) {
    const latin = text.trim().replace(/[०-९]/g, (sign) => sign.charCodeAt(0) - 0x966).replace(/,/g, '');
    if (!/^\d+(\.\d*)?$/.test(latin)) return 0;
    const [whole, part = ''] = latin.split('.');
    return Number(whole + part.slice(0, digits).padEnd(digits, '0'));
  }

  function sum(box) {
    const { sign, group, digits } = box.dataset;
    const paying = [...box.closest('form').querySelectorAll('[data-pays], [data-besides]')].filter((field) => field.type === 'text' || field.checked);
    const total = String(paying.reduce((so, field) => so + minor(field.value, +digits), 0)).padStart(+digits + 1, '0');
    const whole = total.slice(0, total.length - digits).replace(new RegExp(`\\B(?=(\\d{${group}})*\\d{3}$)`, 'g'), ',');
    box.querySelector('strong').textContent = sign + whole + (+digits ? `.${total.slice(-digits)}` : '');
  }

  window.sumDeposits = () => document.querySelectorAll('form .pay-total').forEach(sum);

  document.addEventListener('input', (event) => inGrid(event.target) && sum(inGrid(event.target)));
  document.addEventListener('focusin', (event) => event.target.matches('input[type=text][data-pays]') && event.target.select());
  document.addEventListener('keydown', (event) => {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const field = event.target;
    if (!step || !field.matches('input') || !inGrid(field) || (event.key !== 'Enter' && !field.matches('[type=text][data-pays]'))) return;
    event.preventDefault();
    const amounts = [...field.form.querySelectorAll('input[type=text][data-pays]')];
    const here = amounts.indexOf(field.closest('.pay')?.querySelector('input[type=text][data-pays]'));
    (amounts[here + step] || (step > 0 ? field.form.querySelector('.actions .first') : field)).focus();
  });

  // What was typed before the page was loaded again comes back without an event.
  const waiting = setInterval(() => {
    if (!document.body.classList.contains('ready')) return;
    clearInterval(waiting);
    setTimeout(window.sumDeposits, 100);
  }, 50);
})();
