/* A module is made whole or not at all: what its parameters and names took of the lasting memory,
 * and of the random numbers, is given back when a later part of it fails. */
#ifndef SLM_NN_UNDO_H
#define SLM_NN_UNDO_H

#include "autograd/context.h"

typedef struct {
    slm_arena_mark lasting;
    size_t parameters, names;
    slm_rng rng;
    const char *scope;
    int depth;
} slm_undo;

static inline slm_undo slm_undo_point(const slm_ctx *slm) {
    return (slm_undo){slm_arena_here(&slm->lasting),
                      slm->parameters,
                      slm->name_count,
                      slm->rng,
                      slm->scope,
                      slm->depth};
}

static inline void slm_undo_to(slm_ctx *slm, const slm_undo *point) {
    slm_arena_rewind(&slm->lasting, point->lasting);
    slm->parameters = point->parameters;
    slm->name_count = point->names;
    slm->rng = point->rng;
    slm->scope = point->scope;
    slm->depth = point->depth;
}

#endif
