/* A training loop of the caller's as bytes (autograd/saved.h):
 *
 *     sizeof(slm_real) of the writer, optimizer kind (NO_OPTIMIZER: none), step, state of the
 *     random numbers, then the parameters (training/parameter_bytes.h) */
#include "training/parameter_bytes.h"

static const slm_format FORMAT = {{'S', 'L', 'M', 'C'}, 1, "these bytes are no checkpoint"};

enum { NO_OPTIMIZER = 255 };

slm_status slm_checkpoint_save(slm_ctx *slm, const slm_optimizer *optimizer, uint64_t step,
                               slm_bytes *out) {
    if (!slm) return SLM_E_NULL;
    if (!out) return slm_fail_null(&slm->error, "save", "where the bytes go");
    slm_status s = optimizer ? slm_optimizer_check(slm, optimizer) : SLM_OK;
    if (s) return s;
    slm_writer w = slm_saved_begin(slm, &FORMAT);
    slm_write_u8(&w, sizeof(slm_real));
    slm_write_u8(&w, optimizer ? (unsigned)optimizer->options.kind : NO_OPTIMIZER);
    slm_write_u64(&w, step);
    slm_write_u64(&w, slm->rng.state);
    slm_parameters_write(&w, slm, optimizer, slm->parameters);
    return slm_saved_end(slm, &w, out, "save");
}

typedef struct {
    uint64_t step, random;
    unsigned kind;
} restoring;

static slm_status read_checkpoint(slm_loader *l, void *user) {
    restoring *to = user;
    slm_status s = slm_saved_width(l->slm, &l->r, &l->width);
    if (s) return s;
    to->kind = slm_read_u8(&l->r);
    l->bare = to->kind == NO_OPTIMIZER;
    if (to->kind >= SLM_OPTIMIZER_COUNT && !l->bare) return slm_saved_damaged(l->slm, &l->r);
    to->step = slm_read_u64(&l->r);
    to->random = slm_read_u64(&l->r);
    return slm_parameters_read(l);
}

slm_status slm_checkpoint_load(slm_ctx *slm, slm_optimizer *optimizer, const unsigned char *data,
                               size_t length, uint64_t *step) {
    if (!slm) return SLM_E_NULL;
    slm_status s = optimizer ? slm_optimizer_check(slm, optimizer) : SLM_OK;
    if (s) return s;
    restoring to = {0};
    slm_loader l = {.slm = slm,
                    .optimizer = optimizer,
                    .parameters = slm->parameters,
                    .r = slm_reader_start(data, length)};
    s = slm_saved_open(slm, &l.r, &FORMAT);
    if (!s) s = slm_parameters_load(&l, read_checkpoint, &to);
    if (s) return s;
    /* Without an optimizer nothing but zeros was saved, which mean the same to all kinds. */
    const bool kept = optimizer && to.kind != NO_OPTIMIZER;
    slm_parameters_adopt(slm, kept ? optimizer : NULL, slm->parameters, to.kind);
    slm->rng.state = to.random;
    if (step) *step = to.step;
    return SLM_OK;
}
