#include "sampling/generation.h"

#include "autograd/context.h"
#include "transformer/step.h"

#include <string.h>

struct slm_generation {
    const slm_transformer *model;
    bool cached;
    slm_tensor *window; /* leaf (1, context): the tokens that are seen, then zeros */
    slm_tensor *whole;  /* (1, context, vocabulary): the logits at every position of the window */
    slm_transformer_stages stages;
    size_t seen;
    bool slides;
    size_t stored;     /* positions whose keys and values are stored */
    uint64_t computed; /* the context's clock after the last append */
    const slm_real *logits;
};

static slm_status record(slm_ctx *slm, slm_generation *g) {
    slm->error.own = SLM_OK;
    g->window = slm_index_new(slm, SLM_SHAPE(1, g->model->options.context), NULL);
    g->whole = g->window ? slm_transformer_forward(slm, g->model, g->window, false, NULL) : NULL;
    if (!g->whole || !slm_order_of(slm, g->whole, "generate")) return slm->error.own;
    return g->cached ? slm_transformer_record_stages(slm, g->model, &g->stages) : SLM_OK;
}

slm_generation *slm_generation_start(slm_ctx *slm, const slm_transformer *model, bool cached) {
    if (!slm) return NULL;
    if (!model) {
        slm_fail_null(&slm->error, "generate", "the model");
        return NULL;
    }
    const slm_mark before = slm_tape_mark(slm);
    const bool no_grad = slm->no_grad;
    slm->no_grad = true;
    slm_generation *g = slm_arena_alloc(&slm->tape, sizeof *g);
    slm_status s = SLM_E_MEMORY;
    if (g) {
        *g = (slm_generation){.model = model, .cached = cached};
        s = record(slm, g);
    } else {
        slm_out_of_memory(slm, "generate");
    }
    slm->no_grad = no_grad;
    if (!s) return g;
    slm_tape_rewind(slm, before);
    return NULL;
}

static slm_status check(slm_ctx *slm, const slm_generation *g, const int32_t *tokens,
                        size_t count) {
    if (!g || (count && !tokens))
        return slm_fail_null(&slm->error, "generate", g ? "tokens" : "the generation");
    if (slm->pass.kind != SLM_PASS_NONE)
        return SLM_FAIL(&slm->error, SLM_E_STEPPING, SLM_TEXT("op", "generate"));
    const size_t vocabulary = g->model->options.vocabulary;
    for (size_t i = 0; i < count; i++)
        if (tokens[i] < 0 || (size_t)tokens[i] >= vocabulary)
            return SLM_FAIL(&slm->error, SLM_E_INDEX, SLM_TEXT("op", "generate"),
                            SLM_INT("index", tokens[i]), SLM_UINT("position", i),
                            SLM_INT("high", (int)vocabulary - 1));
    return SLM_OK;
}

static void push(slm_generation *g, int32_t token) {
    int32_t *seen = g->window->index;
    if (g->seen == g->model->options.context) {
        memmove(seen, seen + 1, (g->seen - 1) * sizeof *seen);
        g->seen--;
        g->slides = true;
    }
    seen[g->seen++] = token;
}

static bool parameters_changed(const slm_ctx *slm, const slm_generation *g) {
    for (size_t i = 0; i < slm->parameters; i++)
        if (slm->parameter[i]->stamp > g->computed) return true;
    return false;
}

/* Nothing behind the last token is looked at, so a shorter text needs no other graph. */
static slm_status compute_whole(slm_ctx *slm, slm_generation *g) {
    const size_t vocabulary = g->model->options.vocabulary;
    slm_status s = slm_forward(slm, g->whole);
    if (!s) g->logits = g->whole->data + (g->seen - 1) * vocabulary;
    return s;
}

static slm_status compute_stored(slm_ctx *slm, slm_generation *g) {
    if (parameters_changed(slm, g)) g->stored = 0;
    for (; g->stored < g->seen; g->stored++) {
        slm_status s =
            slm_transformer_run_stages(slm, &g->stages, g->window->index[g->stored], g->stored);
        if (s) return s;
    }
    g->logits = g->stages.logits->data;
    return SLM_OK;
}

slm_status slm_generation_append(slm_ctx *slm, slm_generation *g, const int32_t *tokens,
                                 size_t count) {
    if (!slm) return SLM_E_NULL;
    slm_status s = check(slm, g, tokens, count);
    if (s || !count) return s;
    for (size_t i = 0; i < count; i++) push(g, tokens[i]);
    g->window->stamp = ++slm->clock;
    g->logits = NULL;
    s = g->cached && !g->slides ? compute_stored(slm, g) : compute_whole(slm, g);
    g->computed = slm->clock;
    return s;
}

const slm_real *slm_generation_logits(const slm_generation *g) { return g ? g->logits : NULL; }
size_t slm_generation_seen(const slm_generation *g) { return g ? g->seen : 0; }
bool slm_generation_slides(const slm_generation *g) { return g && g->slides; }

void slm_generation_clear(slm_generation *g) {
    if (!g) return;
    g->seen = g->stored = 0;
    g->slides = false;
    g->logits = NULL;
    memset(g->window->index, 0, g->window->count * sizeof *g->window->index);
}
