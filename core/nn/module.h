/* What all layers have in common: a layer is made whole or not at all, and so is what it records.
 */
#ifndef SLM_NN_MODULE_H
#define SLM_NN_MODULE_H

#include "autograd/context.h"

/* Where a layer began to be made: what its parameters and names take of the lasting memory, and of
 * the random numbers, is given back when a later part of it fails. */
typedef struct {
    slm_arena_mark lasting;
    size_t parameters, names;
    slm_rng rng;
    const char *scope;
    int depth;
} slm_layer_make;

/* Opens the layer's scope. */
slm_status slm_layer_make_begin(slm_ctx *slm, slm_layer_make *making, const char *name);

/* Closes it or, when `s` is an error, goes back to where it began. Returns s. Also after a begin
 * that failed. */
slm_status slm_layer_make_end(slm_ctx *slm, const slm_layer_make *making, slm_status s);

/* Where a layer began to record, and the scope that was open. */
typedef struct {
    slm_mark mark;
    slm_rng rng;
    const char *outer;
} slm_layer_start;

slm_layer_start slm_layer_begin(slm_ctx *slm, const char *scope);

/* Goes back to the scope that was open and, when y is NULL, to the tape and the random numbers as
 * they were. Returns y. */
slm_tensor *slm_layer_end(slm_ctx *slm, const slm_layer_start *start, slm_tensor *y);

/* word + number, as "linear1" */
enum { SLM_NUMBERED = 24 };
void slm_numbered(char name[SLM_NUMBERED], const char *word, int number);

#endif
