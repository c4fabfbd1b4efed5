/* Neighbouring nodes that are run by one call when a whole tape is run again. Every number of every
 * node is still written, and has the same bits: whoever looks, steps or saves sees nothing of it.
 * What a fusion saves is passes over memory and calls. */
#ifndef SLM_AUTOGRAD_FUSE_H
#define SLM_AUTOGRAD_FUSE_H

#include "kernels/bias.h"
#include "ops/op.h"

/* y = z + bias, h = f(y): an add of a row to each row of a matrix, and the activation of the sum.
 */
typedef struct {
    const char *name;
    const slm_op *add, *activation;
    slm_curve f;
} slm_fusion;

const slm_fusion *slm_fusion_at(size_t i); /* the list; NULL past its end */

/* The fusion of two nodes, the first of which feeds the second; NULL: none. */
const slm_fusion *slm_fusion_of(const slm_node *add, const slm_node *activation);

/* Both nodes' values. */
void slm_fusion_forward(const slm_fusion *fusion, const slm_node *add, const slm_node *activation);

/* The gradients of the add's result and of both its inputs, from that of the activation. */
void slm_fusion_backward(const slm_fusion *fusion, const slm_node *add, const slm_node *activation,
                         slm_real *dbias);

#endif
