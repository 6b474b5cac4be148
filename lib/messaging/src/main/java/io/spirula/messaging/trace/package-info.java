/** Which run, restore and trace a thread works for: what it logs and what it tells say so. */
@NullMarked
package io.spirula.messaging.trace;

import org.jspecify.annotations.NullMarked;
