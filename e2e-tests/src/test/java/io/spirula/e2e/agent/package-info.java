/** Runs inside the services of a test and stops them between two steps; nothing of it is in the services themselves. */
@NullMarked
package io.spirula.e2e.agent;

import org.jspecify.annotations.NullMarked;
