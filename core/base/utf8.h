/* UTF-8: code points from bytes, and back (Unicode, section 3.9). */
#ifndef SLM_BASE_UTF8_H
#define SLM_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

enum { SLM_UTF8_BYTES = 4, SLM_CODE_POINTS = 0x110000 };

/* Bytes of the character at the start of the text, and its code point. 0, *code unchanged, for the
 * empty text, a character that is cut off, an overlong form, a surrogate or a code beyond U+10FFFF.
 */
size_t slm_utf8_read(const char *text, size_t length, uint32_t *code);

/* Writes the character of a valid code point and returns its bytes, 1 to 4. */
size_t slm_utf8_write(uint32_t code, char text[SLM_UTF8_BYTES]);

#endif
