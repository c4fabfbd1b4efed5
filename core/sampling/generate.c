#include "autograd/context.h"
#include "sampling/sampling.h"

static slm_status check(slm_ctx *slm, const slm_transformer *model, const int32_t *tokens,
                        size_t count) {
    if (!model) return slm_fail_null(&slm->error, "generate", "the model");
    if (!tokens) return slm_fail_null(&slm->error, "generate", "tokens");
    if (count < 1)
        return slm_fail_value(&slm->error, "generate", "the count of given tokens", 0, "1 or more");
    return SLM_OK;
}

static slm_status generate(slm_ctx *slm, const slm_transformer *model, slm_generation *g,
                           int32_t *tokens, size_t count, size_t length, const slm_sampling *how,
                           size_t *written) {
    const size_t vocabulary = model->options.vocabulary;
    for (size_t read = 0, i = count; i < length; i++) {
        slm_status s = slm_generation_append(slm, g, tokens + read, i - read);
        if (!s) s = slm_sample(slm, slm_generation_logits(g), vocabulary, how, &tokens[i]);
        if (s) return s;
        read = i;
        if (written) *written = i + 1 - count;
    }
    return SLM_OK;
}

slm_status slm_generate(slm_ctx *slm, const slm_transformer *model, int32_t *tokens, size_t count,
                        size_t length, const slm_sampling *how, size_t *written) {
    if (written) *written = 0;
    if (!slm) return SLM_E_NULL;
    slm_status s = check(slm, model, tokens, count);
    if (s) return s;
    const slm_mark before = slm_tape_mark(slm);
    slm->error.own = SLM_OK;
    slm_generation *g = slm_generation_start(slm, model, true);
    s = g ? generate(slm, model, g, tokens, count, length, how, written) : slm->error.own;
    slm_tape_rewind(slm, before);
    return s;
}
