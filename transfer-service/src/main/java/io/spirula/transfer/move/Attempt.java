package io.spirula.transfer.move;

import io.spirula.messaging.work.WorkTurn;

/**
 * One attempt at the work of a route.
 *
 * @param turn the right to do it
 * @param session the client instance that it writes to the target with
 * @param tools what every attempt works with
 */
record Attempt(WorkTurn turn, TargetSession session, MoveTools tools) {}
