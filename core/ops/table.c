#include "ops/op.h"

#include <string.h>

static const slm_op *const table[] = {
#define SLM_X(form, name) &slm_op_##name,
#include "ops/ops.def"
#undef SLM_X
};

const slm_op *slm_op_at(size_t i) { return i < sizeof table / sizeof table[0] ? table[i] : NULL; }

const slm_op *slm_op_named(const char *name) {
    for (size_t i = 0; slm_op_at(i); i++)
        if (!strcmp(table[i]->name, name)) return table[i];
    return NULL;
}

slm_status slm_op_check_count(const slm_op *op, int count, slm_error *err) {
    static const char *const number[] = {"none", "1", "2", "3"};
    if (op->variadic ? count >= 1 && count <= SLM_MAX_INPUTS : count == op->inputs) return SLM_OK;
    return SLM_FAIL(err, SLM_E_ARITY, SLM_TEXT("op", op->name), SLM_INT("count", count),
                    SLM_TEXT("rule", op->variadic ? "1 to 64" : number[op->inputs]));
}
