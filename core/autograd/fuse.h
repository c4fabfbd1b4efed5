/* Neighbouring nodes that are run by one call when a whole tape is run again. Every number of every
 * node is still written, and has the same bits: whoever looks, steps or saves sees nothing of it.
 * What a fusion saves is passes over memory and calls. */
#ifndef SLM_AUTOGRAD_FUSE_H
#define SLM_AUTOGRAD_FUSE_H

#include "ops/op.h"

enum { SLM_FUSED = 3 }; /* nodes at most */

/* A chain: the first input of each node but the first is the result of the one before it. The
 * calls are those of an operation and get the last node. */
typedef struct {
    const slm_op *op[SLM_FUSED]; /* first to last */
    int nodes;
    int target; /* the input of the first node that `backward` gives to the tape; those before it
                   it writes itself, as it does what lies within the chain; those behind it need no
                   gradient */
    bool (*fits)(const slm_node *first);
    void (*forward)(const slm_node *last, const slm_run *run);
    void (*backward)(const slm_node *last, int i, slm_real *dx, const slm_run *run);
} slm_fusion;

const slm_fusion *slm_fusion_at(size_t i); /* the list; NULL past its end */

/* The fusion that a node is the last of; NULL: none. */
const slm_fusion *slm_fusion_of(const slm_node *last);

#endif
