/* Lines of elements along one axis, for operations that work on whole lines: softmax and its
 * relatives. */
#ifndef SLM_OPS_LINES_H
#define SLM_OPS_LINES_H

#include "ops/op.h"

typedef struct {
    size_t outer, length,
        inner; /* element i of a line lies i * inner after its start; outer * inner lines */
} slm_lines;

/* A scalar is one line of one element. */
static inline slm_lines slm_lines_along(const slm_shape *s, int axis) {
    if (s->rank == 0) return (slm_lines){1, 1, 1};
    return (slm_lines){slm_shape_product(s, 0, axis), s->dim[axis],
                       slm_shape_product(s, axis + 1, s->rank)};
}

static inline size_t slm_lines_count(const slm_lines *l) { return l->outer * l->inner; }

static inline size_t slm_line_start(const slm_lines *l, size_t line) {
    return line / l->inner * l->length * l->inner + line % l->inner;
}

/* A line as a contiguous array: itself where it is one, else a copy in `room`. */
static inline const slm_real *slm_line_read(const slm_lines *l, const slm_real *from,
                                            slm_real *room) {
    if (l->inner == 1) return from;
    for (size_t i = 0; i < l->length; i++) room[i] = from[i * l->inner];
    return room;
}

static inline void slm_line_write(const slm_lines *l, slm_real *to, const slm_real *line) {
    if (l->inner == 1) return; /* it was computed in place */
    for (size_t i = 0; i < l->length; i++) to[i * l->inner] = line[i];
}

#endif
