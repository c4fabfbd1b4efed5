/* Parameters, and what an optimizer keeps of them, as bytes: what a saved run and a checkpoint have
 * in common.
 *
 *     count of parameters, then each: scope, name, rank, extents, values, updates so far, and
 * behind a byte that tells which are there: momentum or m, v */
#ifndef SLM_TRAINING_PARAMETER_BYTES_H
#define SLM_TRAINING_PARAMETER_BYTES_H

#include "base/bytes.h"
#include "training/optimizer.h"

/* The first `parameters` of the context; optimizer NULL: without moments. */
void slm_state_write(slm_writer *w, const slm_ctx *slm, const slm_optimizer *optimizer,
                     size_t parameters);

/* The checksum of all that was written, and the bytes to the caller. */
slm_status slm_state_finish(slm_ctx *slm, slm_writer *w, slm_bytes *out, const char *op);

/* Bytes are read again and again, so that all is known to be right, and all memory there, before
 * anything is written over. */
typedef struct {
    slm_ctx *slm;
    slm_optimizer *optimizer; /* NULL: moments are skipped */
    size_t parameters;
    slm_reader r;
    unsigned width; /* of the writer's reals */
    bool bare;      /* nobody kept moments: there must be none */
    enum { SLM_STATE_CHECK, SLM_STATE_RESERVE, SLM_STATE_APPLY, SLM_STATE_PASSES } pass;
} slm_loader;

slm_status slm_state_refuse(const slm_loader *l, const char *rule);
slm_status slm_state_damaged(const slm_loader *l);

/* The first bytes, and the checksum: what is damaged is refused before anything of it is believed.
 * `other` says that these bytes are something else. */
slm_status slm_state_open(slm_loader *l, const char magic[4], unsigned version, const char *other);

/* `read` takes what it wrote itself and calls slm_state_read for the rest; it may change things
 * only in the pass that applies. */
typedef slm_status slm_state_reader(slm_loader *l, void *user);
slm_status slm_state_load(const slm_loader *opened, slm_state_reader *read, void *user);

slm_status slm_state_width(slm_loader *l); /* a byte: 4 or 8 */
slm_status slm_state_read(slm_loader *l);  /* up to the end of the bytes */

/* After all passes: the values are new, and moments of this kind are the optimizer's. */
void slm_state_adopt(slm_ctx *slm, slm_optimizer *optimizer, size_t parameters, unsigned kind);

#endif
