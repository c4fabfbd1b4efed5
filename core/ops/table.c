#include "ops/op.h"

#include <string.h>

static const slm_op *const table[] = {
#define SLM_X(name) &slm_op_##name,
#include "ops/ops.def"
#undef SLM_X
};

const slm_op *slm_op_at(size_t i) { return i < sizeof table / sizeof table[0] ? table[i] : NULL; }

const slm_op *slm_op_named(const char *name) {
    for (size_t i = 0; slm_op_at(i); i++)
        if (!strcmp(table[i]->name, name)) return table[i];
    return NULL;
}
