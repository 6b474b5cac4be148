/** Restores: resolves what to read, asks for it, and follows it. */
@NullMarked
package io.spirula.scheduler.restore;

import org.jspecify.annotations.NullMarked;
