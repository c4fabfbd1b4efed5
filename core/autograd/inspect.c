/* The engine describes itself: operations, errors and graphs as JSON, so that no other language
 * repeats them. */
#include "autograd/composite.h"

static const char *finish(slm_ctx *slm, slm_text *text) {
    if (!text->truncated) return text->data;
    slm_text_free(text);
    slm_out_of_memory(slm, "describe");
    return NULL;
}

static slm_text *start(slm_ctx *slm) {
    slm->text.length = 0;
    slm->text.truncated = false;
    return &slm->text;
}

static void text_field(slm_text *out, const char *key, const char *value) {
    slm_json_key(out, key);
    if (value)
        slm_json_string(out, value);
    else
        slm_text_add(out, "null");
}

static void bool_field(slm_text *out, const char *key, bool value) {
    slm_json_key(out, key);
    slm_json_bool(out, value);
}

static void write_attrs(slm_text *out, const slm_op *op) {
    static const char *const kind[] = {"real", "int", "bool", "ints"};
    slm_json_key(out, "attrs");
    slm_json_open(out, '[');
    for (int i = 0; i < op->attr_count; i++) {
        const slm_attr_spec *a = &op->attrs[i];
        slm_json_open(out, '{');
        text_field(out, "key", a->key);
        text_field(out, "kind", kind[a->kind]);
        bool_field(out, "required", a->required);
        slm_json_key(out, "default");
        if (a->required || a->kind == SLM_ATTR_INTS)
            slm_text_add(out, "null");
        else if (a->kind == SLM_ATTR_BOOL)
            slm_json_bool(out, a->fallback != 0);
        else
            slm_json_real(out, a->fallback);
        text_field(out, "says", a->says);
        slm_json_close(out, '}');
    }
    slm_json_close(out, ']');
}

static void write_op(slm_text *out, const slm_op *op, bool composite) {
    slm_json_open(out, '{');
    text_field(out, "name", op->name);
    bool_field(out, "composite", composite);
    text_field(out, "summary", op->summary);
    bool_field(out, "variadic", op->variadic);
    slm_json_key(out, "inputs");
    slm_json_open(out, '[');
    for (int i = 0; i < op->inputs; i++) {
        slm_json_open(out, '{');
        text_field(out, "name", op->input[i].name);
        bool_field(out, "index", op->input[i].index);
        text_field(out, "derivative", op->input[i].derivative);
        slm_json_close(out, '}');
    }
    slm_json_close(out, ']');
    write_attrs(out, op);
    text_field(out, "formula", op->formula);
    slm_json_close(out, '}');
}

const char *slm_describe_ops(slm_ctx *slm) {
    if (!slm) return NULL;
    slm_text *out = start(slm);
    slm_json_open(out, '[');
    for (size_t i = 0; slm_op_at(i); i++) write_op(out, slm_op_at(i), false);
    for (size_t i = 0; slm_composite_at(i); i++) write_op(out, &slm_composite_at(i)->op, true);
    slm_json_close(out, ']');
    return finish(slm, out);
}

const char *slm_describe_errors(slm_ctx *slm) {
    if (!slm) return NULL;
    slm_text *out = start(slm);
    slm_errors_describe(out);
    return finish(slm, out);
}

const char *slm_describe_error(slm_ctx *slm) {
    if (!slm) return NULL;
    slm_text *out = start(slm);
    slm_error_write(&slm->error, out);
    return finish(slm, out);
}

static const char *kind_of(const slm_tensor *t) {
    if (t->node) return "op";
    if (t->parameter) return "parameter";
    if (t->index) return "index";
    return t->requires_grad ? "leaf" : "constant";
}

static void write_attr_values(slm_text *out, const slm_node *n) {
    slm_json_key(out, "attrs");
    slm_json_open(out, '{');
    for (int i = 0; i < n->op->attr_count; i++) {
        const slm_attr_spec *spec = &n->op->attrs[i];
        slm_json_key(out, spec->key);
        switch (spec->kind) {
        case SLM_ATTR_REAL:
            slm_json_real(out, n->attr[i].number);
            break;
        case SLM_ATTR_INT:
            slm_json_int(out, n->attr[i].integer);
            break;
        case SLM_ATTR_BOOL:
            slm_json_bool(out, n->attr[i].integer != 0);
            break;
        case SLM_ATTR_INTS:
            slm_json_open(out, '[');
            for (int k = 0; k < n->attr[i].count; k++) slm_json_int(out, n->attr[i].item[k]);
            slm_json_close(out, ']');
            break;
        }
    }
    slm_json_close(out, '}');
}

static void write_node(slm_text *out, const slm_tensor *t) {
    slm_json_open(out, '{');
    slm_json_key(out, "id");
    slm_json_int(out, t->id);
    text_field(out, "kind", kind_of(t));
    text_field(out, "op", slm_op_name(t));
    text_field(out, "name", slm_name_of(t));
    text_field(out, "scope", t->scope);
    slm_json_key(out, "shape");
    slm_json_open(out, '[');
    for (int i = 0; i < t->shape.rank; i++) slm_json_int(out, (int64_t)t->shape.dim[i]);
    slm_json_close(out, ']');
    bool_field(out, "requires_grad", t->requires_grad);
    slm_json_key(out, "inputs");
    slm_json_open(out, '[');
    for (int i = 0; i < slm_input_count(t); i++) slm_json_int(out, t->node->in[i]->id);
    slm_json_close(out, ']');
    if (t->node) write_attr_values(out, t->node);
    slm_json_close(out, '}');
}

const char *slm_describe_graph(slm_ctx *slm, slm_tensor *root) {
    if (slm_check_tensor(slm, root, "describe_graph", "the root")) return NULL;
    slm_order *order = slm_order_of(slm, root, "describe_graph");
    if (!order) return NULL;
    slm_text *out = start(slm);
    slm_json_open(out, '{');
    slm_json_key(out, "root");
    slm_json_int(out, root->id);
    slm_json_key(out, "nodes");
    slm_json_open(out, '[');
    for (size_t i = 0; i < order->leaves; i++) write_node(out, order->leaf[i]);
    for (size_t i = 0; i < order->forwards; i++) write_node(out, order->forward[i]->out);
    slm_json_close(out, ']');
    /* Inputs before results; backward visits these, in this order. */
    slm_json_key(out, "backward");
    slm_json_open(out, '[');
    for (size_t i = 0; i < order->backwards; i++) slm_json_int(out, order->backward[i]->out->id);
    slm_json_close(out, ']');
    slm_json_close(out, '}');
    return finish(slm, out);
}
