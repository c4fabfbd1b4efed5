/* Shapes (slm_shape, base/text.h) and NumPy's rules about them. */
#ifndef SLM_TENSOR_SHAPE_H
#define SLM_TENSOR_SHAPE_H

#include "base/status.h"

/* Checks rank and the product of extents; *count gets the number of elements. `op` and `what` go
 * into the error's sentence. */
slm_status slm_shape_make(slm_shape *shape, size_t *count, int rank, const size_t *dims,
                          const char *op, const char *what, slm_error *err);
slm_status slm_shape_elements(const slm_shape *shape, size_t *count, const char *op,
                              const char *what, slm_error *err);
/* An extent of 0 or more as a size; one beyond it becomes the largest, which no check lets pass. */
size_t slm_shape_extent(int64_t extent);
bool slm_shape_equal(const slm_shape *a, const slm_shape *b);
size_t slm_shape_product(const slm_shape *shape, int from,
                         int to); /* of extents [from, to) of a checked shape */

/* NumPy broadcasting: aligned at the last axis, an extent of 1 (or a missing one) stretches. */
slm_status slm_shape_broadcast(slm_shape *out, const slm_shape *a, const slm_shape *b,
                               const char *op, slm_error *err);
slm_status slm_shape_broadcast_to(const slm_shape *from, const slm_shape *to, const char *op,
                                  slm_error *err);

/* 0 to rank - 1 in *axis, from an axis that may count from the end. */
slm_status slm_shape_axis(int *axis, int64_t given, const slm_shape *shape, const char *op,
                          slm_error *err);

/* The same for what works along lines: a scalar is taken for a line of one element, as NumPy and
 * PyTorch take it, and has axis 0. */
slm_status slm_shape_line_axis(int *axis, int64_t given, const slm_shape *shape, const char *op,
                               slm_error *err);

/* Row-major element strides of `shape` seen from the larger `out` it broadcasts to: 0 where it is
 * stretched. One entry per axis of `out`. */
void slm_shape_strides(ptrdiff_t *stride, const slm_shape *shape, const slm_shape *out);

#endif
