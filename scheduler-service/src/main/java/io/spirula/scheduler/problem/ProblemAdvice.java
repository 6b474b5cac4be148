package io.spirula.scheduler.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns whatever is thrown while a request is answered into problem details that tell nothing of our insides. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    /** Class 22 of SQLSTATE. */
    private static final Pattern DATA_EXCEPTIONS = Pattern.compile("22...");

    private final RefusalWitness witness;

    ProblemAdvice(RefusalWitness witness) {
        this.witness = witness;
    }

    @ExceptionHandler
    ResponseEntity<Object> refused(Refusal refusal, HttpServletRequest request) {
        witness.refused(request, refusal.code(), String.valueOf(refusal.getMessage()));
        return Problems.answer(refusal.code(), String.valueOf(refusal.getMessage()), refusal.errors());
    }

    @ExceptionHandler({DataAccessResourceFailureException.class, CannotCreateTransactionException.class})
    ResponseEntity<Object> databaseAway(Exception e) {
        log.warn("PostgreSQL cannot be used", e);
        return Problems.answer(ProblemCode.UNAVAILABLE, Problems.DATABASE_AWAY, List.of());
    }

    /** PostgreSQL ended the session, and the transaction with it, before there was anything to commit. */
    @ExceptionHandler
    ResponseEntity<Object> sessionLost(TransactionSystemException e) {
        return e.getApplicationException() == null ? unexpected(e) : databaseAway(e);
    }

    /** Characters that PostgreSQL cannot hold, as zero, come from the request: all else was checked before. */
    @ExceptionHandler
    ResponseEntity<Object> databaseRefused(DataAccessException e) {
        if (e.getMostSpecificCause() instanceof SQLException cause
                && DATA_EXCEPTIONS.matcher(String.valueOf(cause.getSQLState())).matches()) {
            log.debug("PostgreSQL refused a value", e);
            return Problems.answer(
                    ProblemCode.INVALID, "The request contains a value that cannot be stored or looked for", List.of());
        }
        return unexpected(e);
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception e) {
        log.error("A request failed", e);
        return Problems.answer(
                ProblemCode.INTERNAL,
                "Something unexpected happened; it is in the log of scheduler-service",
                List.of());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return Problems.answer(
                ProblemCode.INVALID, "The body is missing or is no JSON of the expected form", List.of());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String name = e instanceof MethodArgumentTypeMismatchException mismatch ? mismatch.getName() : "parameter";
        String detail = name + " has a value of the wrong form";
        return Problems.answer(ProblemCode.INVALID, detail, List.of(new FieldProblem(name, detail)));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemCode code = codeOf(status.value());
        ResponseEntity<Object> answer = Problems.answer(code, detailOf(code), List.of());
        return ResponseEntity.status(status).headers(headers).body(answer.getBody());
    }

    static ProblemCode codeOf(int status) {
        return switch (status) {
            case 401 -> ProblemCode.UNAUTHENTICATED;
            case 403 -> ProblemCode.FORBIDDEN;
            case 404 -> ProblemCode.NOT_FOUND;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 406 -> ProblemCode.NOT_ACCEPTABLE;
            case 413 -> ProblemCode.TOO_LARGE;
            case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> ProblemCode.UNAVAILABLE;
            default -> status < 500 ? ProblemCode.INVALID : ProblemCode.INTERNAL;
        };
    }

    static String detailOf(ProblemCode code) {
        return switch (code) {
            case NOT_FOUND -> "There is nothing at this path; the API is described at /v3/api-docs";
            case METHOD_NOT_ALLOWED -> "This path does not take this method; the API is described at /v3/api-docs";
            case NOT_ACCEPTABLE -> "This path cannot answer in the form that was asked for";
            case UNSUPPORTED_MEDIA_TYPE -> "This path does not take a body of this content type";
            case UNAVAILABLE -> "The service is busy or stopping; try again";
            case INTERNAL -> "Something unexpected happened; it is in the log of scheduler-service";
            default -> "The request is not valid; the API is described at /v3/api-docs";
        };
    }
}
