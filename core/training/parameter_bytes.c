#include "training/parameter_bytes.h"

#include <string.h>

enum { HAS_FIRST = 1, HAS_SECOND = 2 };

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

void slm_parameters_write(slm_writer *w, const slm_ctx *slm, const slm_optimizer *optimizer,
                          size_t parameters) {
    const slm_moments none = {0};
    slm_write_u32(w, (uint32_t)parameters);
    for (size_t i = 0; i < parameters; i++) {
        const bool kept = optimizer && i < optimizer->count;
        write_parameter(w, slm->parameter[i], kept ? &optimizer->moments[i] : &none);
    }
}

/* --- Reading --- */

slm_status slm_parameters_load(const slm_loader *opened, slm_parameters_reader *read, void *user) {
    slm_loader next = *opened;
    for (; next.pass < SLM_LOAD_PASSES; next.pass++) {
        slm_loader l = next;
        slm_status s = SLM_OK;
        if (l.pass == SLM_LOAD_RESERVE && l.optimizer)
            s = slm_optimizer_reserve(l.slm, l.optimizer);
        if (!s) s = read(&l, user);
        if (s) return s;
    }
    return SLM_OK;
}

/* Reads or skips `count` reals; `to` may be NULL while nothing is applied. Where they are missing,
 * so is what comes next. */
static void read_array(slm_loader *l, slm_real *to, size_t count) {
    if (l->pass == SLM_LOAD_APPLY && to)
        slm_read_reals(&l->r, to, count, l->width);
    else
        slm_read_raw(&l->r, count * l->width);
}

static bool is_next(slm_reader *r, const char *name) {
    const uint32_t length = slm_read_u32(r);
    const unsigned char *s = slm_read_raw(r, length);
    return s && length == strlen(name) && !memcmp(s, name, length);
}

static bool shape_matches(slm_loader *l, const slm_tensor *p) {
    if (slm_read_u8(&l->r) != (unsigned)p->shape.rank) return false;
    for (int i = 0; i < p->shape.rank; i++)
        if (slm_read_u64(&l->r) != p->shape.dim[i]) return false;
    return !l->r.failed;
}

/* Momentum that was not saved was never needed: zeros. Arrays made for it when there is no memory
 * for more of them are zeros, as if nothing had come. */
static void read_moment(slm_loader *l, bool there, slm_real *to, size_t count) {
    if (there)
        read_array(l, to, count);
    else if (l->pass == SLM_LOAD_APPLY && to)
        memset(to, 0, count * sizeof *to);
}

static slm_status strangers(const slm_loader *l) {
    return slm_saved_refuse(l->slm, &l->r, "the parameters are not those of this run");
}

static slm_status read_parameter(slm_loader *l, size_t i) {
    slm_tensor *p = l->slm->parameter[i];
    const bool keeps = l->optimizer && l->pass != SLM_LOAD_CHECK;
    slm_moments none = {0}, *k = keeps ? &l->optimizer->moments[i] : &none;
    if (!is_next(&l->r, p->scope) || !is_next(&l->r, p->name) || !shape_matches(l, p))
        return strangers(l);
    read_array(l, p->data, p->count);
    uint64_t updates = slm_read_u64(&l->r);
    unsigned has = slm_read_u8(&l->r);
    if (has > (l->bare ? 0u : HAS_FIRST | HAS_SECOND) || (l->bare && updates))
        return slm_saved_damaged(l->slm, &l->r);
    if (l->pass == SLM_LOAD_RESERVE && keeps &&
        (((has & HAS_FIRST) && !slm_moment_reserve(l->slm, &k->first, p->count)) ||
         ((has & HAS_SECOND) && !slm_moment_reserve(l->slm, &k->second, p->count))))
        return slm_out_of_memory(l->slm, "restore");
    if (l->pass == SLM_LOAD_APPLY) k->t = updates;
    read_moment(l, has & HAS_FIRST, k->first, p->count);
    read_moment(l, has & HAS_SECOND, k->second, p->count);
    return SLM_OK;
}

slm_status slm_parameters_read(slm_loader *l) {
    if (slm_read_u32(&l->r) != l->parameters) return strangers(l);
    for (size_t i = 0; i < l->parameters; i++) {
        slm_status s = read_parameter(l, i);
        if (s) return s;
    }
    return l->r.failed || l->r.at != l->r.length ? slm_saved_damaged(l->slm, &l->r) : SLM_OK;
}

/* State of another kind of optimizer means nothing to this one: setting goes over from it. */
void slm_parameters_adopt(slm_ctx *slm, slm_optimizer *optimizer, size_t parameters,
                          unsigned kind) {
    slm->clock++;
    for (size_t i = 0; i < parameters; i++) slm->parameter[i]->stamp = slm->clock;
    if (!optimizer) return;
    slm_optimizer_options now = optimizer->options;
    optimizer->options.kind = (slm_optimizer_kind)kind;
    slm_optimizer_set(slm, optimizer, &now);
}
