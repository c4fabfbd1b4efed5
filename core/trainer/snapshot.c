/* A run as bytes:
 *
 *     "SLMR", version, sizeof(slm_real) of the writer, loss, optimizer kind, rows of training data,
 *     step, place of the sampler, its key, state of the random numbers, then the parameters
 *     (training/parameter_bytes.h). The checksum of all this is the end. */
#include "trainer/internal.h"
#include "training/parameter_bytes.h"

static const char MAGIC[4] = {'S', 'L', 'M', 'R'};

enum { VERSION = 2 };

slm_status slm_trainer_save(slm_trainer *t, slm_bytes *out) {
    if (!t) return SLM_E_NULL;
    slm_status s = slm_trainer_ensure(t);
    if (s) return s;
    if (!out) return slm_fail_null(&t->slm->error, "save", "where the bytes go");
    slm_writer w = slm_writer_start(&t->slm->memory);
    slm_write_raw(&w, MAGIC, sizeof MAGIC);
    slm_write_u8(&w, VERSION);
    slm_write_u8(&w, sizeof(slm_real));
    slm_write_u8(&w, (unsigned)t->loss);
    slm_write_u8(&w, (unsigned)t->optimizer->options.kind);
    slm_write_u64(&w, t->data.train);
    slm_write_u64(&w, t->step);
    slm_write_u64(&w, t->sampler.position);
    slm_write_u64(&w, t->sampler.key);
    slm_write_u64(&w, t->rng.state);
    slm_state_write(&w, t->slm, t->optimizer, t->parameters);
    return slm_state_finish(t->slm, &w, out, "save");
}

typedef struct {
    slm_trainer *t;
    unsigned kind; /* of the optimizer that was saved */
} restoring;

static slm_status read_run(slm_loader *l, void *user) {
    restoring *to = user;
    slm_trainer *t = to->t;
    slm_status s = slm_state_width(l);
    if (s) return s;
    if (slm_read_u8(&l->r) != (unsigned)t->loss)
        return slm_state_refuse(l, "the run had another loss");
    to->kind = slm_read_u8(&l->r);
    if (to->kind >= SLM_OPTIMIZER_COUNT) return slm_state_damaged(l);
    if (slm_read_u64(&l->r) != t->data.train)
        return slm_state_refuse(l, "the run had another number of training rows");
    uint64_t step = slm_read_u64(&l->r), position = slm_read_u64(&l->r);
    uint64_t key = slm_read_u64(&l->r), random = slm_read_u64(&l->r);
    if (step > UINT64_MAX / 2 || position > UINT64_MAX / 2) return slm_state_damaged(l);
    if ((s = slm_state_read(l))) return s;
    if (l->pass != SLM_STATE_APPLY) return SLM_OK;
    t->step = step;
    t->sampler.position = position;
    t->sampler.key = key;
    t->sampler.epoch = UINT64_MAX;
    t->rng.state = random;
    return SLM_OK;
}

slm_status slm_trainer_restore(slm_trainer *t, const unsigned char *data, size_t length) {
    if (!t) return SLM_E_NULL;
    slm_status s = slm_trainer_ensure(t);
    if (s) return s;
    const uint64_t reached = t->step;
    restoring to = {.t = t};
    slm_loader l = {.slm = t->slm,
                    .optimizer = t->optimizer,
                    .parameters = t->parameters,
                    .r = slm_reader_start(data, length)};
    s = slm_state_open(&l, MAGIC, VERSION, "these bytes are no run");
    if (!s) s = slm_state_load(&l, read_run, &to);
    if (s) return s;
    slm_state_adopt(t->slm, t->optimizer, t->parameters, to.kind);
    t->prepared = t->loaded = false;
    t->bad_node = 0;
    t->step_loss = t->norm = (double)NAN;
    /* Of the steps between this run's own and a later one nothing is known: no curve may lead
     * there.
     */
    const uint64_t known = t->step > reached ? 0 : t->step;
    slm_track_drop_from(&t->steps, known);
    slm_track_drop_from(&t->tests, known);
    return slm_trainer_evaluate(t);
}
