#include "trainer/history.h"

bool slm_track_init(slm_track *track, slm_arena *arena, size_t columns) {
    *track = (slm_track){.columns = columns, .stride = 1};
    track->step = slm_arena_array(arena, SLM_HISTORY, sizeof *track->step);
    track->value = slm_arena_array(arena, SLM_HISTORY * columns, sizeof *track->value);
    return track->step && track->value;
}

static double *at(slm_track *track, size_t column, size_t i) {
    return &track->value[column * SLM_HISTORY + i];
}

static void move(slm_track *track, size_t from, size_t to) {
    track->step[to] = track->step[from];
    for (size_t c = 0; c < track->columns; c++) *at(track, c, to) = *at(track, c, from);
}

bool slm_track_keeps(const slm_track *track) { return track->pushed % track->stride == 0; }

void slm_track_skip(slm_track *track) { track->pushed++; }

/* The last place is left to the newest sample. */
static void make_room(slm_track *track) {
    if (track->kept < SLM_HISTORY - 1) return;
    for (size_t i = 0; 2 * i < track->kept; i++) move(track, 2 * i, i);
    track->kept = (track->kept + 1) / 2;
    track->stride *= 2;
}

void slm_track_show(slm_track *track, uint64_t step, const double *values) {
    make_room(track);
    size_t i = track->kept;
    track->step[i] = (double)step;
    for (size_t c = 0; c < track->columns; c++) *at(track, c, i) = values[c];
    track->count = i + 1;
}

void slm_track_push(slm_track *track, uint64_t step, const double *values) {
    slm_track_show(track, step, values);
    if (slm_track_keeps(track)) track->kept++;
    track->pushed++;
}

void slm_track_drop_from(slm_track *track, uint64_t step) {
    while (track->count && track->step[track->count - 1] >= (double)step) track->count--;
    if (track->kept > track->count) track->kept = track->count;
    track->pushed = track->kept * track->stride;
}

const double *slm_track_column(const slm_track *track, size_t column) {
    return track->value + column * SLM_HISTORY;
}
