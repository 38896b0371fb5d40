#include <cairo/cairo.h>
#include <cairo/cairo-svg.h>
/* libcairo's own library for PNG; its headers come with libcairo2-dev. */
#include <png.h>
