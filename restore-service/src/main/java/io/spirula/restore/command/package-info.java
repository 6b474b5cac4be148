/** Restores as they were asked for, and the leases on what they read. */
@NullMarked
package io.spirula.restore.command;

import org.jspecify.annotations.NullMarked;
