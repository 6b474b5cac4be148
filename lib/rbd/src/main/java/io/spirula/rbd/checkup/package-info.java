/** What is wrong with a cluster and with what we may do there, and the lines that mend it. */
@NullMarked
package io.spirula.rbd.checkup;

import org.jspecify.annotations.NullMarked;
