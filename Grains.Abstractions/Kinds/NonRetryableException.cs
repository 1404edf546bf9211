namespace Spawner;

/// <summary>
/// Thrown by a handler, itself or as a base class: the task fails for good, whatever its <see cref="RetryPolicy"/> says, since
/// another attempt would fail as well.
/// </summary>
/// <param name="message">Why.</param>
/// <param name="inner">What caused it.</param>
public class NonRetryableException(string message, Exception? inner = null) : Exception(message, inner);
