/* A history of constant size: samples of several columns over steps. When it is full, every other
 * sample goes and only every other one is kept from then on. */
#ifndef SLM_TRAINER_HISTORY_H
#define SLM_TRAINER_HISTORY_H

#include "base/arena.h"

typedef struct {
    size_t columns;
    size_t kept;     /* samples on the stride; behind them the newest one, if it is not */
    size_t count;    /* kept, or kept + 1 */
    uint64_t pushed; /* samples so far, skipped ones included */
    uint64_t stride; /* sample k is kept when k is a multiple of it */
    double *step;    /* (SLM_HISTORY) */
    double *value;   /* (columns, SLM_HISTORY) */
} slm_track;

bool slm_track_init(slm_track *track, slm_arena *arena, size_t columns); /* false: out of memory */

bool slm_track_keeps(const slm_track *track); /* will the next sample be kept? */
void slm_track_skip(slm_track *track);        /* counts a sample that is not kept */
void slm_track_push(slm_track *track, uint64_t step, const double *values); /* (columns) */
/* The newest sample for the skipped ones: it stands until the next push and is not counted. */
void slm_track_show(slm_track *track, uint64_t step, const double *values);
void slm_track_drop_from(slm_track *track, uint64_t step); /* samples of this step and later ones */

const double *slm_track_column(const slm_track *track, size_t column); /* (count) */

#endif
