/* A run as bytes (autograd/saved.h):
 *
 *     sizeof(slm_real) of the writer, name of the task, optimizer kind, step, state of the random
 *     numbers, what the task adds, then the parameters (training/parameter_bytes.h) */
#include "trainer/internal.h"

#include <string.h>

/* Version 2 knew one task and did not name it. */
static const slm_format FORMAT = {{'S', 'L', 'M', 'R'}, 3, "these bytes are no run"};

slm_status slm_trainer_save(slm_trainer *t, slm_bytes *out) {
    if (!t) return SLM_E_NULL;
    slm_status s = slm_trainer_ensure(t);
    if (s) return s;
    if (!out) return slm_fail_null(&t->slm->error, "save", "where the bytes go");
    slm_writer w = slm_saved_begin(t->slm, &FORMAT);
    slm_write_u8(&w, sizeof(slm_real));
    slm_write_string(&w, t->task->name);
    slm_write_u8(&w, (unsigned)t->optimizer->options.kind);
    slm_write_u64(&w, t->step);
    slm_write_u64(&w, t->rng.state);
    t->task->save(t, &w);
    slm_parameters_write(&w, t->slm, t->optimizer, t->parameters);
    return slm_saved_end(t->slm, &w, out, "save");
}

typedef struct {
    slm_trainer *t;
    unsigned kind; /* of the optimizer that was saved */
} restoring;

static slm_status read_run(slm_loader *l, void *user) {
    restoring *to = user;
    slm_trainer *t = to->t;
    char task[32];
    bool absent;
    slm_status s = slm_saved_width(l->slm, &l->r, &l->width);
    if (s) return s;
    if (!slm_read_string(&l->r, task, sizeof task, &absent) || absent ||
        strcmp(task, t->task->name) != 0)
        return slm_saved_refuse(l->slm, &l->r, "the run had another task");
    to->kind = slm_read_u8(&l->r);
    if (to->kind >= SLM_OPTIMIZER_COUNT) return slm_saved_damaged(l->slm, &l->r);
    const uint64_t step = slm_read_u64(&l->r), random = slm_read_u64(&l->r);
    if (step > UINT64_MAX / 2) return slm_saved_damaged(l->slm, &l->r);
    s = t->task->restore(t, l);
    if (!s) s = slm_parameters_read(l);
    if (s || l->pass != SLM_LOAD_APPLY) return s;
    t->step = step;
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
    s = slm_saved_open(t->slm, &l.r, &FORMAT);
    if (!s) s = slm_parameters_load(&l, read_run, &to);
    if (s) return s;
    slm_parameters_adopt(t->slm, t->optimizer, t->parameters, to.kind);
    t->prepared = t->loaded = false;
    t->bad_node = 0;
    t->step_loss = t->norm = (double)NAN;
    /* Of the steps between this run's own and a later one nothing is known: no curve may lead
     * there. */
    const uint64_t known = t->step > reached ? 0 : t->step;
    slm_track_drop_from(&t->steps, known);
    slm_track_drop_from(&t->tests, known);
    return slm_trainer_evaluate(t);
}
