#include "autograd/context.h"
#include "sampling/sampling.h"

/* One graph over as many positions as the model sees: what stands behind the last token is never
 * looked at, so a shorter text needs no other graph. */
typedef struct {
    slm_tensor *seen; /* (1, context) */
    slm_tensor *logits;
} window;

static slm_status check(slm_ctx *slm, const slm_transformer *model, const int32_t *tokens,
                        size_t count) {
    if (!model) return slm_fail_null(&slm->error, "generate", "the model");
    if (!tokens) return slm_fail_null(&slm->error, "generate", "tokens");
    if (count < 1)
        return slm_fail_value(&slm->error, "generate", "the count of given tokens", 0, "1 or more");
    return SLM_OK;
}

static slm_status record(slm_ctx *slm, const slm_transformer *model, window *w) {
    slm->error.own = SLM_OK;
    w->seen = slm_index_new(slm, SLM_SHAPE(1, model->options.context), NULL);
    w->logits = w->seen ? slm_transformer_forward(slm, model, w->seen, false, NULL) : NULL;
    return w->logits ? SLM_OK : slm->error.own;
}

/* The token that comes after tokens[0 .. count). */
static slm_status next(slm_ctx *slm, const slm_transformer *model, const window *w,
                       const int32_t *tokens, size_t count, const slm_sampling *how,
                       int32_t *token) {
    const size_t context = model->options.context, vocabulary = model->options.vocabulary;
    const size_t from = count > context ? count - context : 0;
    for (size_t i = 0; i < context; i++)
        w->seen->index[i] = from + i < count ? tokens[from + i] : 0;
    w->seen->stamp = ++slm->clock;
    slm_status s = slm_forward(slm, w->logits);
    if (s) return s;
    const slm_real *last = w->logits->data + (count - from - 1) * vocabulary;
    return slm_sample(slm, last, vocabulary, how, token);
}

slm_status slm_generate(slm_ctx *slm, const slm_transformer *model, int32_t *tokens, size_t count,
                        size_t length, const slm_sampling *how, size_t *written) {
    if (written) *written = 0;
    if (!slm) return SLM_E_NULL;
    slm_status s = check(slm, model, tokens, count);
    if (s) return s;
    const slm_mark before = slm_tape_mark(slm);
    const bool no_grad = slm->no_grad;
    slm->no_grad = true;
    window w;
    s = record(slm, model, &w);
    for (size_t i = count; !s && i < length; i++) {
        s = next(slm, model, &w, tokens, i, how, &tokens[i]);
        if (!s && written) *written = i + 1 - count;
    }
    slm->no_grad = no_grad;
    slm_tape_rewind(slm, before);
    return s;
}
