#include "kernels/paint.h"

#include "kernels/vec4.h"

#include <string.h>

/* Red, green or blue of 0xrrggbb. */
SLM_INLINE uint32_t part_of(uint32_t packed, int part) { return packed >> (16 - 8 * part) & 255; }

/* --- Values --- */

enum { STOPS = 3, PIXELS = 4 /* at once */ };

typedef float pixel_reals __attribute__((vector_size(4 * PIXELS)));
typedef uint32_t pixel_bits __attribute__((vector_size(4 * PIXELS)));

/* x - 0 is x; of x + 0 the compiler must make an addition, for -0 would become 0. */
SLM_INLINE pixel_reals in_all(float x) { return x - (pixel_reals){0}; }

SLM_INLINE pixel_reals choose(pixel_bits mask, pixel_reals a, pixel_reals b) {
    return (pixel_reals)((mask & (pixel_bits)a) | (~mask & (pixel_bits)b));
}

/* Where a part of a colour, 0 red to 3 opacity, is in a pixel that is written as one number. */
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define PART_SHIFT(part) (24 - 8 * (part))
#else
#define PART_SHIFT(part) (8 * (part))
#endif

typedef struct {
    pixel_reals low, per_length; /* where the scale begins, and 1 over its length */
    pixel_reals stop[STOPS][3];
    bool discrete;
} value_scale;

SLM_INLINE void paint_four(uint8_t *rgba, const float *values, const value_scale *scale) {
    const pixel_reals none = {0}, half = in_all(0.5f), all = in_all(1);
    pixel_reals p;
    memcpy(&p, values, sizeof p);
    p = (p - scale->low) * scale->per_length;
    p = choose((pixel_bits)(p < none), none, p);
    p = choose((pixel_bits)(p > all), all, p);
    p = choose((pixel_bits)(p == p), p, half);
    if (scale->discrete) p = choose((pixel_bits)(p < half), none, all);
    const pixel_bits upper = (pixel_bits)(p >= half);
    const pixel_reals share = p + p - choose(upper, all, none);
    pixel_bits pixels = (pixel_bits){0} + (255u << PART_SHIFT(3));
    SLM_UNROLL for (int c = 0; c < 3; c++) {
        const pixel_reals middle = scale->stop[1][c];
        const pixel_reals from = choose(upper, middle, scale->stop[0][c]);
        const pixel_reals to = choose(upper, scale->stop[2][c], middle);
        /* Behind 2^23 a float is a whole number, and its last bits are that number's. */
        const pixel_reals part = from + share * (to - from) + 8388608;
        pixels |= ((pixel_bits)part & 255) << PART_SHIFT(c);
    }
    memcpy(rgba, &pixels, sizeof pixels);
}

void slm_paint_values(uint8_t *rgba, const float *values, size_t count, const double ends[2],
                      const uint32_t *colours, bool discrete) {
    value_scale scale = {.low = in_all((float)ends[0]),
                         .per_length = in_all((float)(1 / (ends[1] - ends[0]))),
                         .discrete = discrete};
    for (int i = 0; i < STOPS; i++)
        for (int c = 0; c < 3; c++) scale.stop[i][c] = in_all((float)part_of(colours[i], c));
    size_t i = 0;
    for (; i + PIXELS <= count; i += PIXELS) paint_four(rgba + 4 * i, values + i, &scale);
    if (i == count) return;
    /* By the same code again, which is compiled in one place. */
    float rest[PIXELS] = {0};
    uint8_t painted[4 * PIXELS];
    memcpy(rest, values + i, (count - i) * sizeof *rest);
    slm_paint_values(painted, rest, PIXELS, ends, colours, discrete);
    memcpy(rgba + 4 * i, painted, 4 * (count - i));
}

/* --- Classes --- */

/* Red, green, blue and no transparency, side by side in one register. */
typedef slm_quad colour;

SLM_INLINE void unpack_colour(colour *c, uint32_t packed) {
    *c = (colour){(slm_real)part_of(packed, 0), (slm_real)part_of(packed, 1),
                  (slm_real)part_of(packed, 2), 255};
}

SLM_INLINE void write_pixel(uint8_t *pixel, const colour *c) {
    typedef int32_t wholes __attribute__((vector_size(4 * sizeof(int32_t))));
    const wholes part = __builtin_convertvector(*c + SLM_REAL(0.5), wholes);
    SLM_UNROLL for (int i = 0; i < 4; i++) pixel[i] = (uint8_t)part[i];
}

void slm_paint_classes(uint8_t *pixel, const slm_real *probabilities, size_t classes,
                       size_t likeliest, const uint32_t *colours, bool discrete) {
    colour mixed = {0};
    slm_real sum = 0;
    for (size_t j = 0; j < classes; j++) {
        const slm_real p = probabilities[j];
        const bool counts = p > 0 && p < SLM_REAL(1e30);
        const slm_real share = discrete ? (slm_real)(j == likeliest) : counts ? p : 0;
        colour own;
        unpack_colour(&own, colours[j]);
        mixed += share * own;
        sum += share;
    }
    if (sum > 0) mixed /= sum;
    mixed[3] = 255; /* of no class at all, too */
    write_pixel(pixel, &mixed);
}
