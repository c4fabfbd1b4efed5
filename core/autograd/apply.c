/* Operations by name, with attributes by key: for bindings and tools. */
#include "autograd/composite.h"

#include <math.h>
#include <string.h>

/* Whole numbers past int64_t mean "as far as it goes", as a stop of infinity does. NaN has been
 * refused. */
static int64_t to_integer(double v) {
    if (v >= 0x1p63) return INT64_MAX;
    if (v <= -0x1p63) return INT64_MIN + 1;
    return (int64_t)v;
}

static slm_status kind_error(slm_ctx *slm, const char *op, const char *key, const char *rule) {
    return SLM_FAIL(&slm->error, SLM_E_ATTR_KIND, SLM_TEXT("op", op), SLM_TEXT("key", key),
                    SLM_TEXT("rule", rule));
}

static slm_status read_one(slm_ctx *slm, const char *op, const slm_attr_spec *spec,
                           const slm_attr_value *given, slm_attr *out) {
    bool list = given->items || given->count;
    if (spec->kind == SLM_ATTR_INTS) {
        if (given->count < 0 || given->count > SLM_MAX_RANK || !given->items)
            return kind_error(slm, op, spec->key, "a list of at most 8 whole numbers");
        out->count = given->count;
        for (int i = 0; i < given->count; i++) out->item[i] = given->items[i];
        return SLM_OK;
    }
    double v = given->number;
    if (list) return kind_error(slm, op, spec->key, "one number, not a list");
    if (spec->kind == SLM_ATTR_BOOL && v != 0 && v != 1)
        return kind_error(slm, op, spec->key, "true or false");
    if (spec->kind == SLM_ATTR_INT && !(v == floor(v)))
        return kind_error(slm, op, spec->key, "a whole number");
    out->number = v;
    if (spec->kind != SLM_ATTR_REAL) out->integer = to_integer(v);
    return SLM_OK;
}

static slm_status read_attrs(slm_ctx *slm, const slm_op *op, const slm_attr_value *given, int count,
                             slm_attr *out) {
    int specs = op->attr_count;
    bool seen[SLM_OP_ATTRS] = {false};
    for (int i = 0; i < specs; i++)
        out[i] = (slm_attr){.number = op->attrs[i].fallback,
                            .integer = to_integer(op->attrs[i].fallback)};
    for (int g = 0; g < count; g++) {
        const char *key = given[g].key ? given[g].key : "";
        int i = 0;
        while (i < specs && strcmp(op->attrs[i].key, key)) i++;
        if (i == specs)
            return SLM_FAIL(&slm->error, SLM_E_ATTR_UNKNOWN, SLM_TEXT("op", op->name),
                            SLM_TEXT("key", key));
        slm_status s = read_one(slm, op->name, &op->attrs[i], &given[g], &out[i]);
        if (s) return s;
        seen[i] = true;
    }
    for (int i = 0; i < specs; i++)
        if (op->attrs[i].required && !seen[i])
            return SLM_FAIL(&slm->error, SLM_E_ATTR_MISSING, SLM_TEXT("op", op->name),
                            SLM_TEXT("key", op->attrs[i].key));
    return SLM_OK;
}

static slm_tensor *apply_composite(slm_ctx *slm, const slm_composite *c, slm_tensor *const *inputs,
                                   int input_count, const slm_attr_value *attrs, int attr_count) {
    if (slm_op_check_count(&c->op, input_count, &slm->error)) return NULL;
    if (attr_count > 0)
        SLM_FAIL(&slm->error, SLM_E_ATTR_UNKNOWN, SLM_TEXT("op", c->op.name),
                 SLM_TEXT("key", attrs[0].key ? attrs[0].key : ""));
    else
        return c->record(slm, inputs);
    return NULL;
}

slm_tensor *slm_apply(slm_ctx *slm, const char *name, slm_tensor *const *inputs, int input_count,
                      const slm_attr_value *attrs, int attr_count) {
    if (!slm) return NULL;
    if (!name || (input_count > 0 && !inputs) || (attr_count > 0 && !attrs)) {
        slm_fail_null(&slm->error, name ? name : "apply",
                      name ? "the list of inputs or attributes" : "the name");
        return NULL;
    }
    const slm_composite *composite = slm_composite_named(name);
    if (composite) return apply_composite(slm, composite, inputs, input_count, attrs, attr_count);
    const slm_op *op = slm_op_named(name);
    if (!op) {
        SLM_FAIL(&slm->error, SLM_E_OP_UNKNOWN, SLM_TEXT("name", name));
        return NULL;
    }
    slm_attr values[SLM_OP_ATTRS];
    if (read_attrs(slm, op, attrs, attr_count, values)) return NULL;
    return slm_record(slm, op, inputs, input_count, values);
}
