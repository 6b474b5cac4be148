/** The HTTP API of the scheduler-service, as a client sees it. */
@NullMarked
package io.spirula.cli.api;

import org.jspecify.annotations.NullMarked;
