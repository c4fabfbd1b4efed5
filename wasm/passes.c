/* Forward and backward, whole and one node at a time. */
#include "bridge.h"

SLM_EXPORT(void, forward, uint32_t context, uint32_t root) {
    slm_ctx *slm = slm_context_of(context);
    slm_forward(slm, slm_tensor_of(slm, root));
}

/* `upstream` is 0 or of root's shape. */
SLM_EXPORT(void, backward, uint32_t context, uint32_t root, const slm_real *upstream) {
    slm_ctx *slm = slm_context_of(context);
    slm_backward(slm, slm_tensor_of(slm, root), upstream);
}

SLM_EXPORT(void, forward_begin, uint32_t context, uint32_t root) {
    slm_ctx *slm = slm_context_of(context);
    slm_forward_begin(slm, slm_tensor_of(slm, root));
}

/* The id of the node that was run; 0 after the last. */
SLM_EXPORT(uint32_t, forward_next, uint32_t context) {
    slm_tensor *node = NULL;
    slm_forward_next(slm_context_of(context), &node);
    return slm_id(node);
}

SLM_EXPORT(void, backward_begin, uint32_t context, uint32_t root, const slm_real *upstream) {
    slm_ctx *slm = slm_context_of(context);
    slm_backward_begin(slm, slm_tensor_of(slm, root), upstream);
}

/* One node's backward as words; heap.js reads them in this order. */
typedef struct {
    uint32_t node, count; /* node 0: backward is complete */
    struct {
        uint32_t tensor, elements, first;
        uint32_t before, contribution, after; /* addresses; 0: needs no gradient */
    } input[SLM_MAX_INPUTS];
} step_words;

SLM_EXPORT(const uint32_t *, backward_next, uint32_t context) {
    static slm_backward_step step;
    static step_words words;
    if (slm_backward_next(slm_context_of(context), &step)) return NULL;
    words.node = slm_id(step.node);
    words.count = (uint32_t)step.count;
    for (int i = 0; i < step.count; i++) {
        words.input[i].tensor = slm_id(step.input[i].tensor);
        words.input[i].elements = slm_count(step.input[i].tensor);
        words.input[i].first = step.input[i].first;
        words.input[i].before = slm_address(step.input[i].before);
        words.input[i].contribution = slm_address(step.input[i].contribution);
        words.input[i].after = slm_address(step.input[i].after);
    }
    return &words.node;
}

SLM_EXPORT(void, step_end, uint32_t context) { slm_step_end(slm_context_of(context)); }
