/* Parameters, and what an optimizer keeps of them, as bytes: what a saved run and a checkpoint have
 * in common.
 *
 *     count of parameters, then each: scope, name, rank, extents, values, updates so far, and
 * behind a byte that tells which are there: momentum or m, v */
#ifndef SLM_TRAINING_PARAMETER_BYTES_H
#define SLM_TRAINING_PARAMETER_BYTES_H

#include "autograd/saved.h"
#include "training/optimizer.h"

/* The first `parameters` of the context; optimizer NULL: without moments. */
void slm_parameters_write(slm_writer *w, const slm_ctx *slm, const slm_optimizer *optimizer,
                          size_t parameters);

/* Bytes are read again and again, so that all is known to be right, and all memory there, before
 * anything is written over. */
typedef struct {
    slm_ctx *slm;
    slm_optimizer *optimizer; /* NULL: moments are skipped */
    size_t parameters;
    slm_reader r;
    unsigned width; /* of the writer's reals */
    bool bare;      /* nobody kept moments: there must be none */
    enum { SLM_LOAD_CHECK, SLM_LOAD_RESERVE, SLM_LOAD_APPLY, SLM_LOAD_PASSES } pass;
} slm_loader;

/* `read` takes what it wrote itself and calls slm_parameters_read for the rest; it may change
 * things only in the pass that applies. */
typedef slm_status slm_parameters_reader(slm_loader *l, void *user);
slm_status slm_parameters_load(const slm_loader *opened, slm_parameters_reader *read, void *user);

slm_status slm_parameters_read(slm_loader *l); /* up to the end of the bytes */

/* After all passes: the values are new, and moments of this kind are the optimizer's. */
void slm_parameters_adopt(slm_ctx *slm, slm_optimizer *optimizer, size_t parameters, unsigned kind);

#endif
