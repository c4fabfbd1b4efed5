/* The engine describes itself: operations, errors and graphs as JSON, so that no other language
 * repeats them. */
#include "autograd/composite.h"

static void write_attrs(slm_text *out, const slm_op *op) {
    static const char *const kind[] = {"real", "int", "bool", "ints"};
    slm_json_open(out, "attrs", '[');
    for (int i = 0; i < op->attr_count; i++) {
        const slm_attr_spec *a = &op->attrs[i];
        slm_json_open(out, NULL, '{');
        slm_json_string(out, "key", a->key);
        slm_json_string(out, "kind", kind[a->kind]);
        slm_json_bool(out, "required", a->required);
        if (a->required || a->kind == SLM_ATTR_INTS)
            slm_json_string(out, "default", NULL);
        else if (a->kind == SLM_ATTR_BOOL)
            slm_json_bool(out, "default", a->fallback != 0);
        else
            slm_json_real(out, "default", a->fallback);
        slm_json_string(out, "says", a->says);
        slm_json_close(out, '}');
    }
    slm_json_close(out, ']');
}

static void write_op(slm_text *out, const slm_op *op, bool composite) {
    slm_json_open(out, NULL, '{');
    slm_json_string(out, "name", op->name);
    slm_json_bool(out, "composite", composite);
    slm_json_string(out, "summary", op->summary);
    slm_json_bool(out, "variadic", op->variadic);
    slm_json_open(out, "inputs", '[');
    for (int i = 0; i < op->inputs; i++) {
        slm_json_open(out, NULL, '{');
        slm_json_string(out, "name", op->input[i].name);
        slm_json_bool(out, "index", op->input[i].index);
        slm_json_string(out, "derivative", op->input[i].derivative);
        slm_json_close(out, '}');
    }
    slm_json_close(out, ']');
    write_attrs(out, op);
    slm_json_string(out, "formula", op->formula);
    slm_json_close(out, '}');
}

const char *slm_describe_ops(slm_ctx *slm) {
    if (!slm) return NULL;
    slm_text *out = slm_describe_start(slm);
    slm_json_open(out, NULL, '[');
    for (size_t i = 0; slm_op_at(i); i++) write_op(out, slm_op_at(i), false);
    for (size_t i = 0; slm_composite_at(i); i++) write_op(out, &slm_composite_at(i)->op, true);
    slm_json_close(out, ']');
    return slm_describe_finish(slm);
}

const char *slm_describe_errors(slm_ctx *slm) {
    if (!slm) return NULL;
    slm_text *out = slm_describe_start(slm);
    slm_errors_describe(out);
    return slm_describe_finish(slm);
}

const char *slm_describe_error(slm_ctx *slm) {
    if (!slm) return NULL;
    slm_text *out = slm_describe_start(slm);
    slm_error_write(&slm->error, out);
    return slm_describe_finish(slm);
}

static const char *kind_of(const slm_tensor *t) {
    if (t->node) return "op";
    if (t->parameter) return "parameter";
    if (t->index) return "index";
    return t->requires_grad ? "leaf" : "constant";
}

static void write_attr_values(slm_text *out, const slm_node *n) {
    slm_json_open(out, "attrs", '{');
    for (int i = 0; i < n->op->attr_count; i++) {
        const slm_attr_spec *spec = &n->op->attrs[i];
        switch (spec->kind) {
        case SLM_ATTR_REAL:
            slm_json_real(out, spec->key, n->attr[i].number);
            break;
        case SLM_ATTR_INT:
            slm_json_int(out, spec->key, n->attr[i].integer);
            break;
        case SLM_ATTR_BOOL:
            slm_json_bool(out, spec->key, n->attr[i].integer != 0);
            break;
        case SLM_ATTR_INTS:
            slm_json_open(out, spec->key, '[');
            for (int k = 0; k < n->attr[i].count; k++) slm_json_int(out, NULL, n->attr[i].item[k]);
            slm_json_close(out, ']');
            break;
        }
    }
    slm_json_close(out, '}');
}

static void write_node(slm_text *out, const slm_tensor *t) {
    slm_json_open(out, NULL, '{');
    slm_json_int(out, "id", t->id);
    slm_json_string(out, "kind", kind_of(t));
    slm_json_string(out, "op", slm_op_name(t));
    slm_json_string(out, "name", slm_name_of(t));
    slm_json_string(out, "scope", t->scope);
    slm_json_open(out, "shape", '[');
    for (int i = 0; i < t->shape.rank; i++) slm_json_int(out, NULL, (int64_t)t->shape.dim[i]);
    slm_json_close(out, ']');
    slm_json_bool(out, "requires_grad", t->requires_grad);
    slm_json_open(out, "inputs", '[');
    for (int i = 0; i < slm_input_count(t); i++) slm_json_int(out, NULL, t->node->in[i]->id);
    slm_json_close(out, ']');
    if (t->node) write_attr_values(out, t->node);
    slm_json_close(out, '}');
}

const char *slm_describe_graph(slm_ctx *slm, slm_tensor *root) {
    if (slm_check_tensor(slm, root, "describe_graph", "the root")) return NULL;
    slm_order *order = slm_order_of(slm, root, "describe_graph");
    if (!order) return NULL;
    slm_text *out = slm_describe_start(slm);
    slm_json_open(out, NULL, '{');
    slm_json_int(out, "root", root->id);
    slm_json_open(out, "nodes", '[');
    for (size_t i = 0; i < order->leaves; i++) write_node(out, order->leaf[i]);
    for (size_t i = 0; i < order->forwards; i++) write_node(out, order->forward[i]->out);
    slm_json_close(out, ']');
    /* Inputs before results; backward visits these, in this order. */
    slm_json_open(out, "backward", '[');
    for (size_t i = 0; i < order->backwards; i++)
        slm_json_int(out, NULL, order->backward[i]->out->id);
    slm_json_close(out, ']');
    slm_json_close(out, '}');
    return slm_describe_finish(slm);
}
