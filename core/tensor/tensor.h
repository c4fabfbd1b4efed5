/* The tensor: a contiguous row-major array, its gradient, and, unless it is a leaf, the node that
 * computed it. */
#ifndef SLM_TENSOR_TENSOR_H
#define SLM_TENSOR_TENSOR_H

#include "tensor/shape.h"

typedef struct slm_node slm_node;
typedef struct slm_order slm_order;

struct slm_tensor {
    slm_ctx *owner;
    slm_shape shape;
    size_t count;
    slm_real *data; /* NULL for indices */
    int32_t *index; /* NULL for reals */

    bool requires_grad;
    bool parameter;
    bool grad_set;  /* false: nothing has flowed in since zero_grad or the start of backward; what
                       `grad` holds means nothing */
    slm_real *grad; /* NULL unless requires_grad */
    slm_tensor *older_leaf; /* of a leaf of the tape that requires a gradient: the one before it */

    slm_node *node;   /* NULL for a leaf */
    slm_order *order; /* the sorted graph below this tensor, once it has been the root of a forward
                         or backward */
    uint64_t stamp;   /* when its values were last computed or written, on the context's clock */
    uint64_t visit;   /* the last traversal that came by */

    double lr, weight_decay; /* of a parameter: factors on the optimizer's */

    uint32_t id;
    const char *scope; /* "" at the top */
    const char *name;  /* NULL: the op's name serves */
};

#endif
