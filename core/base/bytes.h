/* Bytes written and read in one fixed form, little-endian whatever the machine: files made anywhere
 * load anywhere. */
#ifndef SLM_BASE_BYTES_H
#define SLM_BASE_BYTES_H

#include "base/memory.h"

typedef struct {
    unsigned char *data;
    size_t length, capacity;
    slm_memory *memory;
    bool failed; /* memory was refused; nothing is written from then on */
} slm_writer;

slm_writer slm_writer_start(slm_memory *memory);
void slm_writer_free(slm_writer *w);
void slm_write_u8(slm_writer *w, unsigned value);
void slm_write_u32(slm_writer *w, uint32_t value);
void slm_write_u64(slm_writer *w, uint64_t value);
void slm_write_f64(slm_writer *w, double value);
void slm_write_raw(slm_writer *w, const void *data, size_t length);
void slm_write_string(slm_writer *w, const char *s); /* NULL is kept apart from "" */
void slm_write_reals(slm_writer *w, const slm_real *data,
                     size_t count); /* as wide as this build's */
void slm_write_ints(slm_writer *w, const int32_t *data, size_t count);
void slm_write_checksum(slm_writer *w); /* of all that was written before it */

/* Reading past the end fails the reader: everything later reads as 0, and one check at the end of a
 * part is enough. */
typedef struct {
    const unsigned char *data;
    size_t length, at;
    bool failed;
} slm_reader;

slm_reader slm_reader_start(const unsigned char *data, size_t length);
unsigned slm_read_u8(slm_reader *r);
uint32_t slm_read_u32(slm_reader *r);
uint64_t slm_read_u64(slm_reader *r);
double slm_read_f64(slm_reader *r);
const unsigned char *
slm_read_raw(slm_reader *r,
             size_t length); /* into the bytes themselves; NULL when they end before */

/* Up to capacity - 1 characters and a zero byte. False, failing the reader, when longer or holding
 * a zero byte; *absent tells NULL. */
bool slm_read_string(slm_reader *r, char *buffer, size_t capacity, bool *absent);

/* `width` is the writer's sizeof(slm_real), 4 or 8. */
bool slm_read_reals(slm_reader *r, slm_real *data, size_t count, unsigned width);
bool slm_read_ints(slm_reader *r, int32_t *data, size_t count);

/* Takes the checksum off the end, where it was written last. False when it is not that of all the
 * bytes before it. */
bool slm_read_checksum(slm_reader *r);

#endif
