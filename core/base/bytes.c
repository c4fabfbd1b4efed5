#include "base/bytes.h"

#include <string.h>

static const uint32_t ABSENT = UINT32_MAX; /* the length of a NULL string */

slm_writer slm_writer_start(slm_memory *memory) { return (slm_writer){.memory = memory}; }

void slm_writer_free(slm_writer *w) {
    slm_memory_free(w->memory, w->data, w->capacity);
    *w = slm_writer_start(w->memory);
}

void slm_write_raw(slm_writer *w, const void *data, size_t length) {
    size_t need;
    void *block = w->data;
    if (w->failed || !length) return;
    if (!slm_size_add(w->length, length, &need) ||
        !slm_memory_grow(w->memory, &block, &w->capacity, need, 1)) {
        w->failed = true;
        return;
    }
    w->data = block;
    memcpy(w->data + w->length, data, length);
    w->length = need;
}

static void write_little(slm_writer *w, uint64_t value, size_t width) {
    unsigned char byte[8];
    for (size_t i = 0; i < width; i++) byte[i] = (unsigned char)(value >> (8 * i));
    slm_write_raw(w, byte, width);
}

void slm_write_u8(slm_writer *w, unsigned value) { write_little(w, value, 1); }
void slm_write_u32(slm_writer *w, uint32_t value) { write_little(w, value, 4); }
void slm_write_u64(slm_writer *w, uint64_t value) { write_little(w, value, 8); }

void slm_write_f64(slm_writer *w, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    slm_write_u64(w, bits);
}

void slm_write_string(slm_writer *w, const char *s) {
    slm_write_u32(w, s ? (uint32_t)strlen(s) : ABSENT);
    if (s) slm_write_raw(w, s, strlen(s));
}

void slm_write_reals(slm_writer *w, const slm_real *data, size_t count) {
    for (size_t i = 0; i < count; i++) {
        slm_real_int bits;
        memcpy(&bits, &data[i], sizeof bits);
        write_little(w, (uint64_t)bits, sizeof bits);
    }
}

void slm_write_ints(slm_writer *w, const int32_t *data, size_t count) {
    for (size_t i = 0; i < count; i++) slm_write_u32(w, (uint32_t)data[i]);
}

/* FNV-1a of 64 bits (Fowler, Noll, Vo). Each step is one to one, so no single changed byte is
 * missed.
 */
static uint64_t checksum(const unsigned char *data, size_t length) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ data[i]) * 0x100000001b3u;
    return hash;
}

void slm_write_checksum(slm_writer *w) { slm_write_u64(w, checksum(w->data, w->length)); }

slm_reader slm_reader_start(const unsigned char *data, size_t length) {
    return (slm_reader){.data = data, .length = data ? length : 0};
}

const unsigned char *slm_read_raw(slm_reader *r, size_t length) {
    if (r->failed || length > r->length - r->at) {
        r->failed = true;
        return NULL;
    }
    const unsigned char *part = r->data + r->at;
    r->at += length;
    return part;
}

static uint64_t from_little(const unsigned char *byte, size_t width) {
    uint64_t value = 0;
    for (size_t i = 0; i < width; i++) value |= (uint64_t)byte[i] << (8 * i);
    return value;
}

static uint64_t read_little(slm_reader *r, size_t width) {
    const unsigned char *byte = slm_read_raw(r, width);
    return byte ? from_little(byte, width) : 0;
}

unsigned slm_read_u8(slm_reader *r) { return (unsigned)read_little(r, 1); }
uint32_t slm_read_u32(slm_reader *r) { return (uint32_t)read_little(r, 4); }
uint64_t slm_read_u64(slm_reader *r) { return read_little(r, 8); }

double slm_read_f64(slm_reader *r) {
    uint64_t bits = slm_read_u64(r);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

bool slm_read_string(slm_reader *r, char *buffer, size_t capacity, bool *absent) {
    uint32_t length = slm_read_u32(r);
    *absent = length == ABSENT;
    buffer[0] = '\0';
    if (*absent) return !r->failed;
    const unsigned char *s = length < capacity ? slm_read_raw(r, length) : NULL;
    if (!s || memchr(s, 0, length)) {
        r->failed = true;
        return false;
    }
    memcpy(buffer, s, length);
    buffer[length] = '\0';
    return true;
}

bool slm_read_reals(slm_reader *r, slm_real *data, size_t count, unsigned width) {
    size_t bytes;
    const unsigned char *part = slm_size_mul(count, width, &bytes) ? slm_read_raw(r, bytes) : NULL;
    if (!part) {
        r->failed = true;
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t bits = from_little(part + i * width, width);
        if (width == 4) {
            uint32_t narrow = (uint32_t)bits;
            float value;
            memcpy(&value, &narrow, sizeof value);
            data[i] = (slm_real)value;
        } else {
            double value;
            memcpy(&value, &bits, sizeof value);
            data[i] = (slm_real)value;
        }
    }
    return true;
}

bool slm_read_ints(slm_reader *r, int32_t *data, size_t count) {
    size_t bytes;
    const unsigned char *part = slm_size_mul(count, 4, &bytes) ? slm_read_raw(r, bytes) : NULL;
    if (!part) {
        r->failed = true;
        return false;
    }
    for (size_t i = 0; i < count; i++) data[i] = (int32_t)(uint32_t)from_little(part + 4 * i, 4);
    return true;
}

bool slm_read_checksum(slm_reader *r) {
    const size_t width = sizeof(uint64_t);
    if (r->failed || r->length - r->at < width) return false;
    r->length -= width;
    return from_little(r->data + r->length, width) == checksum(r->data, r->length);
}
