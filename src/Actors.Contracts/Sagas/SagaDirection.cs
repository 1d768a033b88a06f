namespace Actors.Sagas;

/// <summary>Which way a saga goes.</summary>
public enum SagaDirection
{
    /// <summary>Never sent.</summary>
    Unknown = 0,

    /// <summary>It does its steps.</summary>
    Forward = 1,

    /// <summary>It undoes them.</summary>
    Backward = 2,
}
