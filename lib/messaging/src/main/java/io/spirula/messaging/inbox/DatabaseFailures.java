package io.spirula.messaging.inbox;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/** A database that is away, overloaded, switching over, or in the way of another transaction. */
final class DatabaseFailures implements FailureClassifier {

    /** Connection, rollback by conflict, resources, intervention by the operator, system errors. */
    private static final Set<String> CLASSES = Set.of("08", "40", "53", "57", "58");

    /** Lock not available, and a standby that is not promoted yet. */
    private static final Set<String> STATES = Set.of("55P03", "25006");

    private static final int MAX_CAUSES = 20;

    @Override
    public boolean isTransient(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (isTransientItself(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isTransientItself(Throwable failure) {
        if (failure instanceof SQLException e
                && e.getSQLState() != null
                && e.getSQLState().length() == 5) {
            String state = e.getSQLState();
            return CLASSES.contains(state.substring(0, 2)) || STATES.contains(state);
        }
        return failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException
                || failure instanceof TransientDataAccessException
                || failure instanceof RecoverableDataAccessException
                || failure instanceof DataAccessResourceFailureException
                || failure instanceof CannotCreateTransactionException;
    }
}
