#include "ops/index.h"

slm_status slm_index_check(const slm_node *n, int which, size_t count, const int64_t *ignored,
                           slm_error *err) {
    const slm_tensor *in = n->in[which];
    for (size_t i = 0; i < in->count; i++) {
        const int32_t at = in->index[i];
        if ((at < 0 || (size_t)at >= count) && !(ignored && at == *ignored))
            return SLM_FAIL(err, SLM_E_INDEX, SLM_TEXT("op", n->op->name), SLM_INT("index", at),
                            SLM_UINT("position", i), SLM_INT("high", (int64_t)count - 1));
    }
    return SLM_OK;
}
