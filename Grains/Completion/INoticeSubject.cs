using Spawner.Contracts;

namespace Spawner.Grains.Completion;

/// <summary>A task whose end readers are told of; called without its owner's lock.</summary>
internal interface INoticeSubject
{
    /// <summary>Its result, once it has succeeded.</summary>
    TaskResult Result { get; }

    /// <summary>A notice of its end waits for a reader.</summary>
    void OnNoticePosted();

    /// <summary>Such a notice was delivered or dropped.</summary>
    void OnNoticeSettled();
}
