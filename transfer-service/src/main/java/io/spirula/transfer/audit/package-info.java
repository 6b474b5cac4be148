/** Keeps account of how far replicas are compared with their sources, and decides what is to be compared when. */
@NullMarked
package io.spirula.transfer.audit;

import org.jspecify.annotations.NullMarked;
