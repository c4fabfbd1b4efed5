/* A run as bytes:
 *
 *     "SLMR", version, sizeof(slm_real) of the writer, loss, optimizer kind, rows of training data,
 *     step, place of the sampler, its key, state of the random numbers, count of parameters, then
 *     each: scope, name, rank, extents, values, updates so far, and behind a byte that tells which
 *     are there: momentum or m, v. The checksum of all this is the end. */
#include "base/bytes.h"
#include "training/trainer.h"

#include <string.h>

static const char MAGIC[4] = {'S', 'L', 'M', 'R'};

enum { VERSION = 2, HAS_FIRST = 1, HAS_SECOND = 2 };

/* --- Writing --- */

static void write_parameter(slm_writer *w, const slm_tensor *p, const slm_moments *k) {
    slm_write_string(w, p->scope);
    slm_write_string(w, p->name);
    slm_write_u8(w, (unsigned)p->shape.rank);
    for (int i = 0; i < p->shape.rank; i++) slm_write_u64(w, p->shape.dim[i]);
    slm_write_reals(w, p->data, p->count);
    slm_write_u64(w, k->t);
    slm_write_u8(w, (k->first ? HAS_FIRST : 0u) | (k->second ? HAS_SECOND : 0u));
    if (k->first) slm_write_reals(w, k->first, p->count);
    if (k->second) slm_write_reals(w, k->second, p->count);
}

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
    slm_write_u32(&w, (uint32_t)t->parameters);
    for (size_t i = 0; i < t->parameters; i++) {
        const slm_moments none = {0};
        const slm_moments *k = i < t->optimizer->count ? &t->optimizer->moments[i] : &none;
        write_parameter(&w, t->slm->parameter[i], k);
    }
    slm_write_checksum(&w);
    if (w.failed) {
        slm_writer_free(&w);
        return slm_out_of_memory(t->slm, "save");
    }
    *out = (slm_bytes){w.data, w.length, w.capacity};
    return SLM_OK;
}

/* --- Reading: again and again, so that all is known to be right, and all memory there, before
 * anything of the run is written over --- */

typedef struct {
    slm_trainer *t;
    slm_reader r;
    enum { CHECK, RESERVE, APPLY, PASSES } pass;
    unsigned width;
} loader;

static slm_status refuse(const loader *l, const char *rule) {
    return SLM_FAIL(&l->t->slm->error, SLM_E_BYTES, SLM_UINT("at", l->r.at),
                    SLM_TEXT("rule", rule));
}

static slm_status damaged(const loader *l) { return refuse(l, "the bytes are damaged"); }

/* Reads or skips `count` reals; `to` may be NULL while nothing is applied. Where they are missing,
 * so is what comes next. */
static void read_array(loader *l, slm_real *to, size_t count) {
    if (l->pass == APPLY)
        slm_read_reals(&l->r, to, count, l->width);
    else
        slm_read_raw(&l->r, count * l->width);
}

static bool is_next(slm_reader *r, const char *name) {
    const uint32_t length = slm_read_u32(r);
    const unsigned char *s = slm_read_raw(r, length);
    return s && length == strlen(name) && !memcmp(s, name, length);
}

static bool shape_matches(loader *l, const slm_tensor *p) {
    if (slm_read_u8(&l->r) != (unsigned)p->shape.rank) return false;
    for (int i = 0; i < p->shape.rank; i++)
        if (slm_read_u64(&l->r) != p->shape.dim[i]) return false;
    return !l->r.failed;
}

/* Momentum that was not saved was never needed: zeros. */
static void read_moment(loader *l, bool there, slm_real *to, size_t count) {
    if (there)
        read_array(l, to, count);
    else if (l->pass == APPLY && to)
        memset(to, 0, count * sizeof *to);
}

static slm_status read_parameter(loader *l, size_t i) {
    slm_ctx *slm = l->t->slm;
    slm_tensor *p = slm->parameter[i];
    slm_moments none = {0}, *k = l->pass == CHECK ? &none : &l->t->optimizer->moments[i];
    if (!is_next(&l->r, p->scope) || !is_next(&l->r, p->name) || !shape_matches(l, p))
        return refuse(l, "the parameters are not those of this run");
    read_array(l, p->data, p->count);
    uint64_t updates = slm_read_u64(&l->r);
    unsigned has = slm_read_u8(&l->r);
    if (has > (HAS_FIRST | HAS_SECOND)) return damaged(l);
    if (l->pass == RESERVE &&
        (((has & HAS_FIRST) && !slm_moment_reserve(slm, &k->first, p->count)) ||
         ((has & HAS_SECOND) && !slm_moment_reserve(slm, &k->second, p->count))))
        return slm_out_of_memory(slm, "restore");
    if (l->pass == APPLY) k->t = updates;
    read_moment(l, has & HAS_FIRST, k->first, p->count);
    read_moment(l, has & HAS_SECOND, k->second, p->count);
    return SLM_OK;
}

/* What is damaged is refused before anything of it is believed. */
static slm_status open_run(loader *l) {
    const unsigned char *magic = slm_read_raw(&l->r, sizeof MAGIC);
    if (!magic || memcmp(magic, MAGIC, sizeof MAGIC)) return refuse(l, "these bytes are no run");
    if (slm_read_u8(&l->r) != VERSION) return refuse(l, "this version of the format is unknown");
    if (!slm_read_checksum(&l->r)) return damaged(l);
    return SLM_OK;
}

static slm_status read_run(loader *l, unsigned *kind) {
    slm_trainer *t = l->t;
    l->width = slm_read_u8(&l->r);
    if (l->width != 4 && l->width != 8) return refuse(l, "numbers must have 4 or 8 bytes");
    if (slm_read_u8(&l->r) != (unsigned)t->loss) return refuse(l, "the run had another loss");
    *kind = slm_read_u8(&l->r);
    if (*kind >= SLM_OPTIMIZER_COUNT) return damaged(l);
    if (slm_read_u64(&l->r) != t->data.train)
        return refuse(l, "the run had another number of training rows");
    uint64_t step = slm_read_u64(&l->r), position = slm_read_u64(&l->r);
    uint64_t key = slm_read_u64(&l->r), random = slm_read_u64(&l->r);
    if (step > UINT64_MAX / 2 || position > UINT64_MAX / 2) return damaged(l);
    if (slm_read_u32(&l->r) != t->parameters)
        return refuse(l, "the parameters are not those of this run");
    for (size_t i = 0; i < t->parameters; i++) {
        slm_status s = read_parameter(l, i);
        if (s) return s;
    }
    if (l->r.failed || l->r.at != l->r.length) return damaged(l);
    if (l->pass != APPLY) return SLM_OK;
    t->step = step;
    t->sampler.position = position;
    t->sampler.key = key;
    t->sampler.epoch = UINT64_MAX;
    t->rng.state = random;
    return SLM_OK;
}

/* Arrays made for optimizer state when there is no memory for more of them are zeros, as if nothing
 * had come. */
slm_status slm_trainer_restore(slm_trainer *t, const unsigned char *data, size_t length) {
    if (!t) return SLM_E_NULL;
    slm_status s = slm_trainer_ensure(t);
    if (s) return s;
    const uint64_t reached = t->step;
    unsigned kind = 0;
    loader opened = {.t = t, .r = slm_reader_start(data, length)};
    if ((s = open_run(&opened))) return s;
    for (; opened.pass < PASSES; opened.pass++) {
        loader l = opened;
        if (l.pass == RESERVE && (s = slm_optimizer_reserve(t->slm, t->optimizer))) return s;
        if ((s = read_run(&l, &kind))) return s;
    }
    t->slm->clock++;
    for (size_t i = 0; i < t->parameters; i++) t->slm->parameter[i]->stamp = t->slm->clock;
    /* State of another kind of optimizer means nothing to this one: setting goes over from it. */
    slm_optimizer_options now = t->optimizer->options;
    t->optimizer->options.kind = (slm_optimizer_kind)kind;
    slm_optimizer_set(t->slm, t->optimizer, &now);
    t->prepared = false;
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
