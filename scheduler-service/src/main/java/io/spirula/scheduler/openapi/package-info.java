/** Describes the API to programs. */
@NullMarked
package io.spirula.scheduler.openapi;

import org.jspecify.annotations.NullMarked;
