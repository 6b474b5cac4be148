/** Faults on purpose: any implementation of the interfaces, with errors and delays where a test wants them. */
@NullMarked
package io.spirula.rbd.faulty;

import org.jspecify.annotations.NullMarked;
