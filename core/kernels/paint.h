/* Numbers as colours: pixels of four bytes, red, green, blue and opacity, which is always whole.
 * Palettes are of 0xrrggbb. */
#ifndef SLM_KERNELS_PAINT_H
#define SLM_KERNELS_PAINT_H

#include "base/real.h"

#include <stdbool.h>
#include <stddef.h>

/* `count` pixels of values on a scale from ends[0] to ends[1], mixed from three colours: low,
 * middle and high. What is beyond an end has its colour, what is not a number the middle one.
 * `discrete`: only the two outer ones. */
void slm_paint_values(uint8_t *rgba, const float *values, size_t count, const double ends[2],
                      const uint32_t *colours, bool discrete);

/* One pixel of a point: a colour for each class, weighted by its probability, or `discrete` that of
 * the likeliest. mse has numbers for probabilities: those below 0 count for nothing. */
void slm_paint_classes(uint8_t *pixel, const slm_real *probabilities, size_t classes,
                       size_t likeliest, const uint32_t *colours, bool discrete);

#endif
