"""信用青海: the province's credit service for citizens, merchants, consumers and officers."""
