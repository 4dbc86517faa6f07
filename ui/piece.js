// A piece of markup that came with the page, inside #pre, and is moved from there, so that it travels only once.
// What is typed in its inputs stays until the server sets other markup.
const kept = new Map(); // id → markup, for a piece that is mounted again

export default {
  template: `<component :is="tag"></component>`,
  props: { markup: String, tag: String },
  mounted() {
    const source = document.getElementById(`pre-${this.$el.id}`);
    if (this.markup !== undefined) {
      this.$el.innerHTML = this.markup;
    } else if (source) {
      kept.set(this.$el.id, source.innerHTML);
      this.$el.append(...source.childNodes);
    } else {
      this.$el.innerHTML = kept.get(this.$el.id) ?? "";
    }
  },
  watch: {
    markup(markup) {
      if (markup !== undefined) this.$el.innerHTML = markup;
    },
  },
};
