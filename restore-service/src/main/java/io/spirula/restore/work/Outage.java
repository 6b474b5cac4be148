package io.spirula.restore.work;

import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Failures that pass, and in which nothing can be recorded: they decide nothing about a restore. */
final class Outage {

    private Outage() {}

    static boolean isOfTheDatabase(RuntimeException failure) {
        return failure instanceof TransientDataAccessException
                || failure instanceof RecoverableDataAccessException
                || failure instanceof NonTransientDataAccessResourceException
                || failure instanceof TransactionException;
    }
}
